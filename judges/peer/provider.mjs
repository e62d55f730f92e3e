// The peer of the benchmark: npm's oidc-provider with one confidential client, RS256 tokens, in memory.
//
// usage: provider.mjs PORT, with CONSENTRY_NPM naming the folder of its node_modules.

import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const port = Number(process.argv[2]);
const npm = process.env.CONSENTRY_NPM;
const { default: Provider } = await import(
  pathToFileURL(join(npm, "node_modules/oidc-provider/lib/index.js"))
);

// Its key is kept, as ours is: a start does not make a key.
const kept = join(npm, "bench-key.json");
if (!existsSync(kept)) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(kept, JSON.stringify(privateKey.export({ format: "jwk" })));
}
const key = { ...JSON.parse(readFileSync(kept, "utf8")), use: "sig", alg: "RS256" };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "bench",
      client_secret: "a-secret-of-the-bench",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  jwks: { keys: [key] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: "read",
        audience: "https://api.example/",
        accessTokenFormat: "jwt",
        accessTokenTTL: 3600,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});
provider.listen(port, "127.0.0.1");
