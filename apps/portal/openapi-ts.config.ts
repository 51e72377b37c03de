import { defineConfig } from '@hey-api/openapi-ts';

/** The typed client, made from the API's own description: never edited, never committed. */
export default defineConfig({
  input: '../api/dist/openapi.json',
  output: { path: 'src/app/api/generated', clean: true },
  plugins: [
    '@hey-api/typescript',
    { name: '@hey-api/client-angular', throwOnError: true },
    { name: '@angular/common', httpResources: true, httpRequests: true },
    '@hey-api/sdk',
  ],
});
