// A machine with `enter` and `leave` needs no library.
export { run } from './with_cm.machine.mjs';
