/**
 * Copies the channel template: `scripts/with-node scripts/new-channel.ts NAME [ROOT]`. The copy is in
 * packages/channels/NAME, with its files, exports and package named after it, and passes its tests.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const TEMPLATE = resolve(import.meta.dirname, '../packages/channels/template');
/** The rest stays what it is: a lockfile, say, or what an editor left. */
const COPIED = ['package.json', 'src/**/*.ts'];

const [name = '', root = resolve(import.meta.dirname, '..')] = process.argv.slice(2);
const target = join(root, 'packages/channels', name);
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u.test(name)) {
  console.error('the name of the channel has to be small letters and digits, such as: my-chat');
  process.exitCode = 2;
} else if (existsSync(target)) {
  console.error(`${target} is there already; choose another name, or move it away`);
  process.exitCode = 2;
} else {
  for (const file of globSync(COPIED, { cwd: TEMPLATE })) {
    const path = join(target, renamed(file));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, renamed(readFileSync(join(TEMPLATE, file), 'utf8')));
  }
  console.log(`${target} is made. Next: npm install, then docs/internals/channel-guide.md`);
}

/** `template`, `TEMPLATE` and `Template`, as in names of files, constants and classes. */
function renamed(text: string): string {
  const words = name.split('-');
  const pascal = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return text
    .replaceAll('TEMPLATE', words.join('_').toUpperCase())
    .replaceAll('Template', pascal)
    .replaceAll('template', name);
}
