class Worker {
  constructor(step, turns) {
    this.state = 0;
    this.done = false;
    this.step = step;
    this.turns = turns;
    this.total = 0;
    this.i = 0;
  }

  resume(sent) {
    if (this.state === 0) {
      this.state = 1;
    } else {
      this.total += sent;
      this.i += 1;
    }
    if (this.i < this.turns) return this.step;
    this.done = true;
    return this.total;
  }
}

// Every task takes n / tasks turns, so n is a multiple of tasks and counts the switches. A task that
// returned leaves the ring: the last one takes its place.
export function run(n, tasks) {
  const ring = [];
  for (let i = 0; i < tasks; i += 1) ring.push(new Worker(i, Math.floor(n / tasks)));
  for (const task of ring) task.resume(0);
  let checksum = 0;
  let index = 0;
  while (ring.length > 0) {
    if (index >= ring.length) index = 0;
    const task = ring[index];
    checksum += task.resume(index);
    if (!task.done) {
      index += 1;
    } else {
      const last = ring.pop();
      if (index < ring.length) ring[index] = last;
    }
  }
  return checksum;
}
