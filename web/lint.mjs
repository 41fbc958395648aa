// Runs Biome's own binary. Its npm wrapper lists a package for every platform, and `npm ci` fails where a registry
// does not carry all of them; the binaries for Linux are enough, and others can use `npx @biomejs/biome`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const arguments_ = process.argv.length > 2 ? process.argv.slice(2) : ['check', '.'];
let program;
try {
  program = createRequire(import.meta.url).resolve(`@biomejs/cli-${process.platform}-${process.arch}/biome`);
} catch {
  console.error(`There is no Biome for ${process.platform} ${process.arch} here. Run: npx @biomejs/biome@2.6.8 check .`);
  process.exit(1);
}
process.exit(spawnSync(program, arguments_, { stdio: 'inherit' }).status ?? 1);
