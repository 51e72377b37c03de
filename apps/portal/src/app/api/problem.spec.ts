import { problemCode, readProblem } from './problem';

describe('readProblem', () => {
  it('keeps code, fields and facts of an API problem', () => {
    const body = { code: 'grant.details_missing', status: 422, errors: [{ field: 'size', code: 'required', message: 'choose a size' }], triesLeft: 2 };
    const problem = readProblem(body);
    expect(problem.code).toBe('grant.details_missing');
    expect(problem.fields.map((field) => field.field)).toEqual(['size']);
    expect(problem.facts['triesLeft']).toBe(2);
  });

  it.each([[null], ['<html>502</html>'], [new ProgressEvent('error')], [{ code: 500 }]])('takes %p for a server that did not answer', (body) => {
    expect(readProblem(body)).toEqual({ code: 'server.unavailable', fields: [], facts: {} });
    expect(problemCode(body)).toBeNull();
  });
});
