/** Where the product expects Stripe: a port beside its own, that the journeys with Stripe listen on. */
export function stripePort(): number {
  return Number(process.env['E2E_PORT']) + 20_000;
}
