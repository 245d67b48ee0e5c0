// An application with plugins. Each plugin is a script with a VM of its own: it sees the functions that
// the application hands it, the members of an article that are described, and nothing else. A plugin
// that fails, or that never ends, is taken out; the others go on.
//
//   node examples/embedding/plugin-system.mjs
import { readdirSync, readFileSync } from 'node:fs';
import { hostClass, LimitError, PygError, toJS, VM } from 'pyg';

const FOLDER = new URL('plugins/', import.meta.url);

class Article {
  secret = 'not for plugins';

  constructor(title, text) {
    this.title = title;
    this.text = text;
  }

  /** Lines one by one: a plugin that stops early lets the rest unread. */
  *lines() {
    yield* this.text.split('\n');
  }
}
const article = hostClass(Article, { attributes: ['title'], methods: ['lines'] });

class Plugin {
  hooks = new Map();

  constructor(name, source) {
    this.name = name;
    const log = (...words) => console.log(`[${name}]`, ...words);
    const hook = (event) => (callback) => {
      this.hooks.set(event, callback);
      return callback;
    };
    const limits = { steps: 20_000, memory: 10e6, output: 10_000 };
    this.vm = new VM({ modules: { app: { hook, log, Article: article } }, stdout: log, limits });
    const module = this.vm.run(source, { filename: `${name}.pyg` });
    console.log(`loaded ${name}: ${module.get('__doc__')}`);
  }

  /** What a hook makes of a value; the value itself when the plugin has none, or fails. */
  apply(event, value, use) {
    const callback = this.hooks.get(event);
    if (callback === undefined) return value;
    try {
      return use(callback.call(value));
    } catch (error) {
      if (!(error instanceof PygError)) throw error;
      this.hooks.delete(event);
      const why = error instanceof LimitError ? `more ${error.limit} than it gets` : error.type;
      console.log(`[${this.name}] its hook for the ${event} is taken out: ${why}`);
      return value;
    }
  }
}

const plugins = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.pyg'))
  .sort()
  .map((name) => new Plugin(name.slice(0, -4), readFileSync(new URL(name, FOLDER), 'utf8')));

function publish(title, text) {
  let current = new Article(title, text);
  for (const plugin of plugins) {
    const loud = plugin.apply('title', current.title, (made) => made);
    // A hook for the body is a generator: the application takes three lines, and closes it.
    const body = plugin.apply('body', current, (lines) => {
      const taken = [];
      for (const line of lines) {
        taken.push(toJS(line));
        if (taken.length === 3) break;
      }
      return new Article(loud, taken.join('\n'));
    });
    current = new Article(loud, body.text);
  }
  console.log(`${current.title}\n${current.text.replace(/^/gm, '  ')}`);
}

publish('news', '# Rain\nIt rained.\n# Sun\nIt did not.');
publish('more', '# End');
