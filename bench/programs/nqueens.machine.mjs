class Placement {
  constructor(outer, row, columns, rising, falling, code) {
    this.outer = outer;
    this.row = row;
    this.columns = columns;
    this.rising = rising;
    this.falling = falling;
    this.code = code;
    this.column = 0;
  }
}

// Delegation is flat: the search knows the placement that is suspended, and each the one above it.
class Solutions {
  constructor(size) {
    this.done = false;
    this.size = size;
    this.placement = new Placement(null, 0, 0, 0, 0, 0);
  }

  resume() {
    const { size } = this;
    let { placement } = this;
    while (placement !== null) {
      const { row, column } = placement;
      if (row === size) {
        this.placement = placement.outer;
        return placement.code;
      }
      if (column === size) {
        placement = placement.outer;
        continue;
      }
      placement.column += 1;
      const here = 1 << column;
      const up = 1 << (row + column);
      const down = 1 << (size - 1 + row - column);
      const { columns, rising, falling, code } = placement;
      if (columns & here || rising & up || falling & down) continue;
      placement = new Placement(
        placement,
        row + 1,
        columns | here,
        rising | up,
        falling | down,
        code * size + column,
      );
    }
    this.placement = null;
    this.done = true;
    return undefined;
  }
}

export function run(n) {
  let checksum = 0;
  for (let pass = 0; pass < n; pass += 1) {
    const solutions = new Solutions(8);
    for (;;) {
      const code = solutions.resume();
      if (solutions.done) break;
      checksum = (checksum * 3 + code) % 1000003;
    }
  }
  return checksum;
}
