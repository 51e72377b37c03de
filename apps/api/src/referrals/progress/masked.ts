/**
 * How a friend is named to the member who brought them: by the name they gave, else by a masked address
 * (`e••@gmail.com`), else not at all (null: their data is gone).
 */
export function friendName(name: string | null, email: string | null): string | null {
  if (name) return name;
  const at = email?.lastIndexOf('@') ?? -1;
  return email && at > 0 ? `${[...email][0]}••${email.slice(at)}` : null;
}
