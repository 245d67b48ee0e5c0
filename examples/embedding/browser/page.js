const [source, run, stop, state, printed] = ['source', 'run', 'stop', 'state', 'printed'].map(
  (id) => document.getElementById(id),
);

let worker = start();

function start() {
  const made = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  made.addEventListener('message', ({ data }) => receive(data));
  return made;
}

function receive({ kind, text = '', range }) {
  printed.textContent += text;
  if (kind === 'printed') return;
  state.textContent = kind;
  run.disabled = false;
  stop.disabled = true;
  if (kind === 'refused') select(range);
}

/** Shows where in the program the fault is. */
function select({ line, column, endLine, endColumn }) {
  const lines = source.value.split('\n');
  const offset = (row, at) => lines.slice(0, row - 1).join('\n').length + (row > 1 ? 1 : 0) + at;
  source.focus();
  source.setSelectionRange(offset(line, column), offset(endLine, endColumn));
}

run.addEventListener('click', () => {
  printed.textContent = '';
  state.textContent = 'running';
  run.disabled = true;
  stop.disabled = false;
  worker.postMessage(source.value);
});

stop.addEventListener('click', () => {
  worker.terminate();
  state.textContent = 'stopped';
  stop.disabled = true;
  worker = start();
});
