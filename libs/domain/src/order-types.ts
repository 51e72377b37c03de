/** What a kind of order can be called: `purchase`. */
export const ORDER_TYPE = /^[a-z][a-z0-9_.-]{0,39}$/;
/** Point rules are named by these: an order of such a type would be paid like a friend or a visit. */
export const NAMED_IN_POINTS: readonly string[] = ['qualified', 'attended'];
/** What follows an order, or is none: nobody is ever credited with one. */
export const NO_ORDER: readonly string[] = ['refund', 'cancellation', 'signup'];
