// JavaScript's library has no such thing: this row is compared with the class of the program.
export { run } from './with_cm.mjs';
