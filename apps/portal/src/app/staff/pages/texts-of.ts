/** What was typed per language in the fields `title.en`, `title.de` of a form; languages left empty are left out. */
export function textsOf(form: FormData, field: string): Record<string, string> {
  const typed = [...form.entries()].flatMap(([name, value]): [string, string][] =>
    name.startsWith(`${field}.`) && typeof value === 'string' && value.trim() ? [[name.slice(field.length + 1), value.trim()]] : []);
  return Object.fromEntries(typed);
}
