/**
 * Source text of any length, for the compilers: functions, classes, generators and statements as
 * programs have them, none of them twice the same.
 */

/** @type {readonly ((k: number) => string)[]} */
const PIECES = [
  (k) => `
def total_${k}(items, factor=${k % 9}):
    """Adds up what is left of the items."""
    result = ${k}
    for index, item in enumerate(items):
        if item % ${2 + (k % 5)} == 0 and index > ${k % 7}:
            result += item * factor - (index << 1)
        elif item is None:
            continue
        else:
            result -= min(item, ${k}, *[index, factor])
    return result
`,
  (k) => `
class Shape${k}(object):
    sides = ${3 + (k % 8)}

    def __init__(self, name, *sizes, scale=1.${k % 10}):
        self.name = name
        self.sizes = [scale * size for size in sizes if size > 0]

    @property
    def outline(self):
        return sum(self.sizes) + self.sides

    def __repr__(self):
        return f'Shape${k}({self.name!r}, {", ".join(map(str, self.sizes))})'
`,
  (k) => `
def lines_${k}(source):
    buffer = {'count': 0, 'seen': set()}  # what was there before
    try:
        for line in source:
            text = line.strip().lower()
            if not text or text.startswith('#${k}'):
                continue
            buffer['count'] += 1
            yield text, (yield from words_of(text)), -buffer['count'] ** 2
    except (ValueError, KeyError) as error:
        print('line', ${k}, error, sep=': ')
        raise
    finally:
        buffer.clear()
`,
  (k) => `
TABLE_${k} = {
    'first': (${k}, ${k}.5, "text ${k}", b'raw'),
    'second': [x ** 2 for x in range(${k % 40}) if x != ${k % 11}],
    'third': lambda left, right=${k}: left < right <= 2 * right,
}
`,
  (k) => `
with opened(TABLE_${k - 1}['first'][2]) as stream, closing(stream):
    while True:
        chunk = stream.read(${k})
        if len(chunk) == 0:
            break
        counter_${k} = len(chunk) if chunk else (~${k} & 0xff)
        assert counter_${k} >= 0, 'never less than nothing'
    else:
        del chunk
`,
];

/** @param {number} lines */
export function sourceText(lines) {
  /** @type {string[]} */
  const text = [];
  for (let k = 0; text.length < lines; k += 1) {
    text.push(...PIECES[k % PIECES.length](k).slice(0, -1).split('\n'));
  }
  // Between blank lines stand whole statements: the text ends at one of them, and more blank lines
  // make up the number.
  const last = text.lastIndexOf('', lines);
  return `${[...text.slice(0, last), ...Array(lines - last).fill('')].join('\n')}\n`;
}
