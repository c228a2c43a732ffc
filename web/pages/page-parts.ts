// What pages of every service are made of, so that all look and work the same. A list, since `#` imports find .ts files only.
export { ActionLink, ActionStateMark, actionStateWord } from './action-link.tsx';
export { type ControlAttributes, domId, Field } from './field.tsx';
export { renderPage, type Site } from './layout.tsx';
export { Time } from './time.tsx';
