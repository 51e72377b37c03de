import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WEBHOOK_TOPICS } from '@fanfare/contracts';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { ACCESS_POLICY } from './auth/access-policy.js';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema?: object }> }>; requestBody?: object }>>;
  components: { schemas: Record<string, object> };
}
// Pages for people, files, and the description itself.
const NOT_DESCRIBED = /^\/(api\/openapi\.json|embed\.js|join|confirm|unlocked|address|sign-in|setup|unsubscribe|r\/|p\/|card|og\/|files\/|robots\.txt|page-assets|icon\/|me\/|board|dev\/|c\/)/;

let test: TestApp;
let document: Document;
beforeAll(async () => {
  test = await startTestApp();
  document = (await test.app.inject({ url: '/api/openapi.json' })).json<Document>();
});
afterAll(() => test.close());

it('describes every route of the API', () => {
  const described = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`));
  const served = Object.keys(ACCESS_POLICY).filter((route) => !NOT_DESCRIBED.test(route.split(' ')[1]!));
  expect(served.filter((route) => !described.includes(route))).toEqual([]);
});

it('gives a schema for every answer that has a body, and for every body that is taken', () => {
  const without = Object.entries(document.paths).flatMap(([path, operations]) => Object.entries(operations).flatMap(([method, operation]) => {
    const answers = Object.entries(operation.responses).filter(([status]) => /^2/.test(status) && status !== '204');
    const described = answers.length === 0 || answers.every(([, answer]) => Object.values(answer.content ?? {}).some((content) => content.schema));
    return described ? [] : [`${method.toUpperCase()} ${path}`];
  }));
  expect(without).toEqual([]);
  expect(document.openapi).toMatch(/^3\./);
  expect(Object.keys(document.components.schemas).length).toBeGreaterThan(30);
});

it('describes what is told to others, with every field', () => {
  const told = (document as unknown as { 'x-webhooks': Record<string, { post: { requestBody: { content: Record<string, { schema: { properties: { data: { properties: object; required: string[] } } } }> } } }> })['x-webhooks'];
  expect(Object.keys(told).toSorted()).toEqual([...WEBHOOK_TOPICS].toSorted());
  for (const { post } of Object.values(told)) {
    const { data } = post.requestBody.content['application/json']!.schema.properties;
    expect(data.required.toSorted()).toEqual(Object.keys(data.properties).toSorted());
  }
});
