// Says in one line what is missing, instead of failing with a trace. Plain JavaScript that old
// versions of Node can run: without the packaged Node, npm's scripts run on the system's.
import console from 'node:console';
import process from 'node:process';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 2)) {
  console.error(
    `Node 24.2 or later is needed, and this is ${process.versions.node}. "npm ci" brings it along ` +
      'unless scripts are turned off (ignore-scripts): run "npm rebuild node --ignore-scripts=false".',
  );
  process.exit(1);
}
