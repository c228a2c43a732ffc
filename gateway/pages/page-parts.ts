// What pages of other services are made of, so that all look and work the same.
export { ActionStateMark, actionStateWord } from './action-link.tsx';
export { Field } from './form-fields.tsx';
export { renderPage, type Site } from './layout.tsx';
export { Time } from './words.tsx';
