// Two outputs next to each other, around the first line that is not the same.

const BEFORE = 3;
const AFTER = 6;

/** Where two outcomes of a run first differ, ready to print; '' when they are the same. */
export function firstDifference(expected, actual) {
  for (const stream of ['stdout', 'stderr']) {
    if (expected[stream] !== actual[stream]) {
      return sideBySide(stream, expected[stream], actual[stream]);
    }
  }
  if (expected.exitCode === actual.exitCode) return '';
  return `  exit code: ${expected.exitCode} on CPython, ${actual.exitCode} on pyg`;
}

/** The lines around the first that is different, CPython's on the left. */
export function sideBySide(title, expected, actual) {
  const left = expected.split('\n');
  const right = actual.split('\n');
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  const first = Math.max(0, at - BEFORE);
  const shown = [...left.slice(first, at + AFTER), ...right.slice(first, at + AFTER)];
  const width = columnWidth(shown);
  const rows = [`${`  ${title}, CPython`.padEnd(width + 7)} | pyg`];
  for (let i = first; i < Math.min(at + AFTER, Math.max(left.length, right.length)); i += 1) {
    const same = left[i] === right[i];
    const [a, b] = [folded(left[i] ?? '', width), folded(right[i] ?? '', width)];
    for (let row = 0; row < Math.max(a.length, b.length); row += 1) {
      const label = row === 0 ? String(i + 1).padStart(5) : '     ';
      const line = `${label}  ${(a[row] ?? '').padEnd(width)} ${same ? '|' : '#'} ${b[row] ?? ''}`;
      rows.push(line.trimEnd());
    }
  }
  return rows.join('\n');
}

function columnWidth(lines) {
  const half = Math.floor(((process.stdout.columns ?? 160) - 10) / 2);
  return Math.min(Math.max(half, 20), Math.max(20, ...lines.map((line) => line.length)));
}

/** A line in pieces of at most `width` characters; at least one piece. */
function folded(line, width) {
  return line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [''];
}
