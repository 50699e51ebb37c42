// Installs what package-lock.json names, unless just that is installed already: `npm ci` takes its time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const OLDEST_NODE = [20, 19];
const STAMP = 'node_modules/.installed-lock';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(`The web client is built with Node.js ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}.`);
  process.exit(1);
}

const lock = createHash('sha256').update(readFileSync('package-lock.json')).update(process.version).digest('hex');
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) {
  process.exit(0);
}
const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { stdio: 'inherit' });
if (status === 0) {
  writeFileSync(STAMP, lock);
}
process.exit(status ?? 1);
