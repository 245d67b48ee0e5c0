// 10,000 scripts at once on one thread. Each is an order that asks three services, one after the other, and
// asks the busy ones again. A script knows nothing of this: it calls functions that take their time.
//
//   node examples/embedding/job-scheduler.mjs
import { PygError, VM } from 'pyg';

const ORDERS = 10_000;

const SCRIPT = `
import time
from services import ask

def order(number):
    """One order from its stock to its delivery: its price, or None when it has failed."""
    try:
        price = patiently('stock', number) + patiently('price', number)
        patiently('delivery', number)
        return price
    except ConnectionError:
        return None

def patiently(service, number):
    """Ask a service, and when it is busy again, a little later each time."""
    for attempt in range(4):
        try:
            return ask(service, number, attempt)
        except ConnectionError:
            time.sleep(0.1 * 2 ** attempt)
    raise ConnectionError(f'{service} is always busy')
`;

/** A clock that goes on when nothing else is left to do, so that a minute takes no time. */
class SimulatedTime {
  /** Seconds. */
  now = 0;
  /** What happens later, by its time in milliseconds. */
  #events = new Map();

  /** Call a function later. @returns a function that prevents it */
  timer(seconds, ring) {
    const due = Math.round((this.now + seconds) * 1000);
    if (!this.#events.has(due)) this.#events.set(due, new Set());
    this.#events.get(due).add(ring);
    return () => this.#events.get(due)?.delete(ring);
  }

  /** Let time pass until nothing is left that could happen. */
  async pass() {
    while (this.#events.size > 0) {
      const due = Math.min(...this.#events.keys());
      this.now = due / 1000;
      const events = this.#events.get(due);
      this.#events.delete(due);
      for (const ring of events) ring();
      // Whatever follows from that, in scripts and promises, happens before the clock goes on.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const time = new SimulatedTime();
const figures = { asked: 0, busy: 0, waiting: 0, mostWaiting: 0 };

/**
 * A service answers after a while that depends on the order. Each tenth time it is busy; some places
 * nobody delivers to.
 */
async function ask(service, number, attempt) {
  figures.asked++;
  figures.waiting++;
  figures.mostWaiting = Math.max(figures.mostWaiting, figures.waiting);
  await new Promise((resolve) => time.timer((1 + (number % 7)) / 10, resolve));
  figures.waiting--;
  const isOutOfReach = service === 'delivery' && number % 1000 === 999;
  if (isOutOfReach || (number * 31 + service.length * 17 + attempt * 7) % 10 === 0) {
    figures.busy++;
    throw new PygError('ConnectionError', `${service} is busy`);
  }
  return number % 100;
}

const vm = new VM({
  modules: { services: { ask } },
  clock: { monotonic: () => time.now, timer: (seconds, ring) => time.timer(seconds, ring) },
});
const program = vm.run(SCRIPT, { filename: 'orders.pyg' });
const orders = Array.from({ length: ORDERS }, (_, number) => program.callAsync('order', number));
await time.pass();
const prices = await Promise.all(orders);

const delivered = prices.filter((price) => price !== null);
console.log(`${ORDERS} orders, of which ${figures.mostWaiting} waited for a service at once`);
console.log(`${figures.asked} requests, ${figures.busy} of them when the service was busy`);
console.log(`${delivered.length} delivered for ${delivered.reduce((a, b) => a + b, 0)} in all`);
console.log(`${time.now.toFixed(1)} seconds of simulated time`);
