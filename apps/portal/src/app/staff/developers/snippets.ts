/** What a brand's developer copies, with the program's own names filled in. */
export function pageSnippet(origin: string, slug: string): string {
  return `<script src="${origin}/embed.js" data-program="${slug}" defer></script>

<form data-fanfare-form>
  <label>E-mail <input name="email" type="email" autocomplete="email" required></label>
  <label><input name="consent" type="checkbox" required> Send me the newsletter</label>
  <button>Sign up</button>
  <p data-fanfare-show="sent" role="status" hidden>Check your inbox: one tap and you are in.</p>
  <p data-fanfare-show="failed" role="alert" hidden>That did not work. Is the address right?</p>
</form>`;
}

/** For a form that goes to the brand's own server, which then reports the sign-up itself. */
export function fieldsSnippet(origin: string, slug: string): string {
  return `<script src="${origin}/embed.js" data-program="${slug}" defer></script>

<form action="/checkout" method="post" data-fanfare-fields>
  …
</form>`;
}

export function purchaseSnippet(origin: string): string {
  return `curl ${origin}/api/v1/conversions \\
  -H "Authorization: Bearer $FANFARE_KEY" -H "Idempotency-Key: order-1001" \\
  -H "Content-Type: application/json" \\
  -d '{"source": "shop", "externalId": "order-1001", "type": "purchase",
       "email": "ewa@example.com", "amountMinor": 4900, "currency": "EUR"}'`;
}
