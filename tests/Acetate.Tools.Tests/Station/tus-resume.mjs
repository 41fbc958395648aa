// Uploads a file with the reference client, which remembers its upload in a file: killed and started again it goes on.
// node tus-resume.mjs CLIENT-PACKAGE ENDPOINT FILE KEY MEMORY, with the token in ACETATE_TOKEN
import { createReadStream, statSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , client, endpoint, file, key, memory] = process.argv;
const tus = createRequire(import.meta.url)(client);
await new Promise((resolve, reject) => {
  const upload = new tus.Upload(createReadStream(file), {
    endpoint,
    headers: { Authorization: `Bearer ${process.env.ACETATE_TOKEN}` },
    chunkSize: 1 << 20,
    uploadSize: statSync(file).size,
    metadata: { key, tag: 'tus-js' },
    urlStorage: new tus.FileUrlStorage(memory),
    fingerprint: () => Promise.resolve(key),
    // A server that is started again on a busy machine takes its time.
    retryDelays: Array(60).fill(1000),
    onShouldRetry: () => true,
    onBeforeRequest: () => new Promise((go) => setTimeout(go, 15)),
    onChunkComplete: (_, accepted) => console.log(`at ${accepted}`),
    onError: reject,
    onSuccess: resolve,
  });
  upload.findPreviousUploads().then((known) => {
    if (known.length > 0) upload.resumeFromPreviousUpload(known[0]);
    console.log(known.length > 0 ? 'resumed' : 'new');
    upload.start();
  }, reject);
});
console.log('done');
