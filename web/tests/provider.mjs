import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
// oxlint
import Provider from 'oidc-provider';

/**
 * A real identity provider on a free port of this machine, for tests: `node provider.mjs` prints its issuer and ends with its input.
 * It says `localhost`: to a browser that is another site than 127.0.0.1, as a company's provider is.
 * Who sits before its keyboard, its keys and its clock are set by a PUT to /-/person, /-/keys and /-/clock.
 */
// Standard output belongs to the one line with the issuer.
console.info = console.error;
const now = Date.now;
let person = null;
let current;

const server = createServer((request, response) => {
  if (request.url?.startsWith('/-/')) void control(request, response);
  else current(request, response);
});
server.listen(0, 'localhost', () => {
  current = provider('RS256');
  process.stdout.write(`${issuer()}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

function issuer() {
  return `http://localhost:${server.address().port}`;
}

async function control(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const said = JSON.parse(Buffer.concat(chunks).toString());
  if (request.url === '/-/person') person = said;
  if (request.url === '/-/keys') current = provider(said.alg);
  if (request.url === '/-/clock') Date.now = () => now() + said.seconds * 1000;
  response.writeHead(204).end();
}

/** One with new keys: what it knew of sessions before is gone with the old ones. */
function provider(alg) {
  const { privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const made = new Provider(issuer(), {
    clients: [
      {
        client_id: 'acetate',
        client_secret: 'a secret with spaces & signs: %+/',
        // A native client may come back to any port of this machine.
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/api/session/provider/end'],
        id_token_signed_response_alg: alg,
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg }] },
    ttl: { IdToken: 60 },
    cookies: { keys: [randomUUID()] },
    claims: {
      openid: ['sub', 'amr'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'groups'],
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...person?.claims }) }),
    loadExistingGrant: async (context) => {
      const { client, session, provider: of } = context.oidc;
      const grant = new of.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    // Where the claims stand: in what is signed, or on the page about the person alone.
    conformIdTokenClaims: false,
    renderError: (context, out) => {
      context.body = JSON.stringify(out);
    },
  });
  // Nobody types here: the person of the moment is signed in, or turns away.
  made.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    const result = person
      ? { login: { accountId: person.sub, amr: person.amr }, consent: {} }
      : { error: 'access_denied' };
    await made.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false });
    context.respond = false;
  });
  return made.callback();
}
