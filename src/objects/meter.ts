// What natives use up. The loop counts steps as it goes (`vm.fuel`); a native that does more than a
// constant amount of work says how much, before or while it does it, and one that makes something
// large says so before it makes it. Nobody else has to know the machine for that.
import { PyError } from './py-error.js';

/** The machine, as natives that use it up know it. */
export interface Meter {
  /** Steps until somebody looks whether there are more. */
  fuel: number;
  readonly room: Room;
  readonly lastText: LastText;
  /**
   * The fuel is used up: get more.
   * @throws Terminated
   */
  refuel(): void;
  /**
   * Make room for something that is larger than what is left.
   * @throws Terminated
   */
  makeRoom(bytes: number): void;
}

/** What is known of one string that has surrogate pairs. */
export interface CodePointIndex {
  readonly length: number;
  /** The unit offsets of some of its code points, at equal distances (objects/text.ts). */
  readonly marks: readonly number[];
}

/**
 * The string that was asked about last. Each machine has its own: what is known of a string saves steps,
 * and how many a program takes must not depend on others.
 */
export class LastText {
  text = '';
  /** Null where it has no surrogate pairs. */
  index: CodePointIndex | null = null;
}

/** Bytes that may be allocated until somebody looks what is alive; a class, so that it is read fast. */
export class Room {
  left = FULL_ROOM;

  /** @param full called with every allocation while nothing is left */
  constructor(readonly full: () => void) {}
}

/** Bytes of which V8 keeps the count as a small integer, and more than any one object may have. */
export const FULL_ROOM = 2 ** 30;

/** What things take, by estimate. The compiler puts the numbers in place: reading them costs nothing. */
export const enum Bytes {
  /** An object besides what it holds. */
  OBJECT = 64,
  /** A class besides being an object: its tables, and what finds its attributes fast. */
  CLASS = 1024,
  /** A frame besides its registers, and besides being an object. */
  FRAME = 96,
  /** A reference in an array. */
  REFERENCE = 8,
  /** A character. */
  CHARACTER = 2,
  /** A part of a text, and the reference to it. */
  PART = 40,
  /** An entry of a dict or a set. */
  ENTRY = 48,
}

/** Bytes that are made, mostly copies of others, in the time of a step. */
const COPIED_PER_STEP = 2 ** 12;

/** Larger than this is looked at before it is made. */
const LARGE = 2 ** 16;

/** Characters, bytes or digits that a native goes through in the time of a step. */
const CHARACTERS_PER_STEP = 64;

/** Characters that a native does something about, one by one, in the time of a step. */
const WORKED_CHARACTERS_PER_STEP = 4;

/** Values that a native goes through in the time of a step. */
const ITEMS_PER_STEP = 4;

/** Nobody runs: modules are loaded, the host makes values. */
const idle: Meter = {
  fuel: FULL_ROOM,
  room: new Room(() => {
    idle.room.left = FULL_ROOM;
  }),
  lastText: new LastText(),
  refuel() {
    idle.fuel = FULL_ROOM;
  },
  makeRoom() {
    idle.room.left = FULL_ROOM;
  },
};

let meter: Meter = idle;
let room: Room = idle.room;

/** That of the machine that runs. */
export let lastText: LastText = idle.lastText;

/** Let another machine be used up. @returns the one until now */
export function useMeter(next: Meter): Meter {
  const before = meter;
  meter = next;
  room = next.room;
  lastText = next.lastText;
  return before;
}

/**
 * A native does as much work as that many turns of a loop.
 * @throws Terminated when there is no time for that
 */
export function spend(steps: number): void {
  if ((meter.fuel -= steps) < 0) meter.refuel();
}

/** A native goes through that many characters, bytes or digits. */
export function spendOn(characters: number): void {
  if (characters >= CHARACTERS_PER_STEP) spend(Math.floor(characters / CHARACTERS_PER_STEP));
}

/** A native does something about each of that many characters or bytes. */
export function spendOnEach(characters: number): void {
  if (characters >= WORKED_CHARACTERS_PER_STEP) {
    spend(Math.floor(characters / WORKED_CHARACTERS_PER_STEP));
  }
}

/** A native goes through that many values. */
export function spendOnItems(count: number): void {
  if (count >= ITEMS_PER_STEP) spend(Math.floor(count / ITEMS_PER_STEP));
}

/** A native goes through values of which any may call Python code, and so raise: the one at `at`. */
export function spendOnItem(at: number): void {
  if (at % ITEMS_PER_STEP === 0) spend(1);
}

/** Something small has been allocated, or something has grown. */
export function allocated(bytes: number): void {
  if ((room.left -= bytes) < 0) room.full();
}

/**
 * Something is going to be allocated, of any size.
 * @throws PyError MemoryError when nothing can be that large, Terminated
 */
export function reserve(bytes: number): void {
  if (bytes <= LARGE) allocated(bytes);
  else {
    if (bytes > room.left) meter.makeRoom(bytes);
    if (bytes > FULL_ROOM) throw new PyError('MemoryError', '');
    room.left -= bytes;
    spend(Math.floor(bytes / COPIED_PER_STEP));
  }
}

/** A text of that many characters is going to be made. */
export function reserveText(characters: number): void {
  reserve(characters * Bytes.CHARACTER);
}

/** A row of that many references is going to be made. */
export function reserveItems(count: number): void {
  reserve(count * Bytes.REFERENCE);
}
