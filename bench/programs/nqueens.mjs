// Places a queen in each row from `row` on; the three masks hold the columns and diagonals taken.
function* solutions(size, row, columns, rising, falling, code) {
  if (row === size) {
    yield code;
    return;
  }
  for (let column = 0; column < size; column += 1) {
    const here = 1 << column;
    const up = 1 << (row + column);
    const down = 1 << (size - 1 + row - column);
    if (columns & here || rising & up || falling & down) continue;
    yield* solutions(
      size,
      row + 1,
      columns | here,
      rising | up,
      falling | down,
      code * size + column,
    );
  }
}

export function run(n) {
  let checksum = 0;
  for (let pass = 0; pass < n; pass += 1) {
    for (const code of solutions(8, 0, 0, 0, 0, 0)) checksum = (checksum * 3 + code) % 1000003;
  }
  return checksum;
}
