/** A way that does not work here, and why. Other errors count as the same, with their message as the reason. */
export class NotThisWay extends Error {}
