function* worker(step, turns) {
  let total = 0;
  for (let i = 0; i < turns; i += 1) total += yield step;
  return total;
}

// Every task takes n / tasks turns, so n is a multiple of tasks and counts the switches. A task that
// returned leaves the ring: the last one takes its place.
export function run(n, tasks) {
  const ring = [];
  for (let i = 0; i < tasks; i += 1) ring.push(worker(i, Math.floor(n / tasks)));
  for (const task of ring) task.next();
  let checksum = 0;
  let index = 0;
  while (ring.length > 0) {
    if (index >= ring.length) index = 0;
    const result = ring[index].next(index);
    checksum += result.value;
    if (!result.done) {
      index += 1;
    } else {
      const last = ring.pop();
      if (index < ring.length) ring[index] = last;
    }
  }
  return checksum;
}
