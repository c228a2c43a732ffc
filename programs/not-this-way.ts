/** The reason why a way does not work here. Other errors are treated the same, with their message as the reason. */
export class NotThisWay extends Error {}
