// Decompress Chromium and the archives beside it: `node unpack.mjs FROM TO`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const [from, to] = process.argv.slice(2);
for (const name of ["chromium", "al2023.tar", "fonts.tar", "swiftshader.tar"]) {
  writeFileSync(join(to, name), brotliDecompressSync(readFileSync(join(from, `${name}.br`))), { mode: 0o755 });
}
