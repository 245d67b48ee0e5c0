let slots = [];
let ended = 0;

class Waiting {
  constructor(value) {
    this.state = 0;
    this.done = false;
    this.value = value;
  }

  resume() {
    switch (this.state) {
      case 0:
        this.state = 1;
        return this.value;
      case 1:
        this.state = 2;
        return this.value + 1;
      default:
        this.close();
        return undefined;
    }
  }

  close() {
    if (this.state === 1 || this.state === 2) ended += this.value;
    this.state = 3;
    this.done = true;
  }
}

export function prepare(count) {
  slots = new Array(count).fill(null);
}

export function fill() {
  for (let i = 0; i < slots.length; i += 1) {
    const machine = new Waiting(i % 128);
    machine.resume();
    slots[i] = machine;
  }
}

// What the suspended machines give next, in all.
export function check() {
  let total = 0;
  for (const machine of slots) total += machine.resume();
  return total + ended;
}
