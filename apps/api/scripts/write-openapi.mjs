// Writes what `/api/openapi.json` serves to apps/api/dist/openapi.json, from the compiled controllers and without a
// database: in preview mode Nest links modules but makes no provider. The portal's client is generated from it.
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from '../dist/apps/api/src/app.module.js';
import { openApiDocument } from '../dist/apps/api/src/platform/openapi.js';

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { preview: true, logger: ['error'], abortOnError: false });
const document = openApiDocument(app);
writeFileSync(new URL('../dist/openapi.json', import.meta.url), `${JSON.stringify(document, null, 1)}\n`);
