// Uploads a file with the reference client, breaks off half-way, and goes on where the server says.
// node tus-upload.mjs CLIENT-PACKAGE ENDPOINT FILE KEY, with the token in ACETATE_TOKEN
import { createReadStream, statSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , client, endpoint, file, key] = process.argv;
const tus = createRequire(import.meta.url)(client);
const size = statSync(file).size;
const headers = { Authorization: `Bearer ${process.env.ACETATE_TOKEN}` };
const common = {
  endpoint,
  headers,
  chunkSize: 1 << 20,
  uploadSize: size,
  metadata: { key, tag: 'tus-js' },
  retryDelays: [0, 100, 500],
};

const address = await new Promise((resolve, reject) => {
  const upload = new tus.Upload(createReadStream(file), {
    ...common,
    onError: reject,
    onSuccess: () => reject(new Error('it was not interrupted')),
    onChunkComplete: (_, accepted) => {
      if (accepted < size / 2) return;
      upload.abort().then(() => {
        console.log(`aborted at ${accepted}`);
        resolve(upload.url);
      }, reject);
    },
  });
  upload.start();
});

await new Promise((resolve, reject) => {
  const upload = new tus.Upload(createReadStream(file), { ...common, uploadUrl: address, onError: reject, onSuccess: resolve });
  upload.start();
});
console.log('done');
