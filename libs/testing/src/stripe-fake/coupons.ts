import { boolean, currency, decimal, hash, integer, list, metadata, oneOf, PAGE, range, required, text, timestamp, anything } from './parameters.js';
import { invalid } from './refusal.js';
import { type Call, route } from './route.js';
import { type Caller, mergeMetadata, newId, page, type Thing, type World } from './world.js';

interface Coupon extends Thing {
  redeem_by: number | null;
  max_redemptions: number | null;
  times_redeemed: number;
}
interface PromotionCode extends Thing {
  /** As last set; what is shown also looks at the coupon, the time and the redemptions. */
  active: boolean;
  code: string;
  customer: string | null;
  expires_at: number | null;
  max_redemptions: number | null;
  times_redeemed: number;
  promotion: { type: 'coupon'; coupon: string };
  restrictions: Record<string, unknown>;
}

const MOST = 2 ** 31 - 1;
const COUPON = {
  id: text(), name: text(40), amount_off: integer(1), currency, currency_options: anything, percent_off: decimal(100),
  duration: oneOf('forever', 'once', 'repeating'), duration_in_months: integer(1, 36), max_redemptions: integer(1, MOST), redeem_by: timestamp,
  applies_to: hash({ products: list(text()) }), metadata,
};
const RESTRICTIONS = hash({ first_time_transaction: boolean, minimum_amount: integer(1), minimum_amount_currency: currency, currency_options: anything });
const PROMOTION_CODE = {
  promotion: required(hash({ type: required(oneOf('coupon')), coupon: text() })), active: boolean, code: text(500, /^[A-Za-z0-9-]+$/), customer: text(),
  customer_account: text(), expires_at: timestamp, max_redemptions: integer(1, MOST), metadata, restrictions: RESTRICTIONS,
};

export const couponRoutes = [
  route('POST', '/v1/coupons', COUPON, (call) => {
    const { params } = call;
    if ((params.amount_off === undefined) === (params.percent_off === undefined)) throw invalid('You must pass either percent_off or amount_off, and not both.', 'parameter_missing', 'percent_off');
    if (params.amount_off !== undefined && !params.currency) throw invalid('You must pass currency when passing amount_off', 'parameter_missing', 'currency');
    if ((params.duration === 'repeating') !== (params.duration_in_months !== undefined)) throw invalid('duration_in_months goes with a duration of repeating, and only with it', undefined, 'duration_in_months');
    inTheFuture(call, params.redeem_by, 'redeem_by');
    const coupon = call.world.add<Coupon>(call, 'coupon', '', {
      id: params.id ?? newId('').slice(0, 8), amount_off: params.amount_off ?? null, currency: params.currency ?? null, duration: params.duration ?? 'once',
      duration_in_months: params.duration_in_months ?? null, max_redemptions: params.max_redemptions ?? null, name: params.name ?? null,
      percent_off: params.percent_off ?? null, redeem_by: params.redeem_by ?? null, times_redeemed: 0, metadata: params.metadata,
    });
    call.world.emit(call, 'coupon.created', coupon);
    return shownCoupon(call.world, coupon);
  }),
  route('GET', '/v1/coupons', { ...PAGE, created: range }, ({ world, owner, params }) => {
    const { created, ...at } = params;
    return page(world.all<Coupon>('coupon', owner).filter((coupon) => !created || created(coupon.created)).map((coupon) => shownCoupon(world, coupon)), at, '/v1/coupons');
  }),
  route('GET', '/v1/coupons/:', {}, ({ world, owner, id }) => shownCoupon(world, world.get(owner, 'coupon', id))),
  route('POST', '/v1/coupons/:', { name: text(40), metadata, currency_options: anything }, (call) => {
    const coupon = call.world.get<Coupon>(call.owner, 'coupon', call.id);
    mergeMetadata(coupon, call.params.metadata);
    coupon['name'] = call.params.name ?? coupon['name'];
    call.world.emit(call, 'coupon.updated', coupon);
    return shownCoupon(call.world, coupon);
  }),
  route('DELETE', '/v1/coupons/:', {}, (call) => {
    call.world.emit(call, 'coupon.deleted', call.world.get(call.owner, 'coupon', call.id));
    call.world.remove(call.owner, 'coupon', call.id);
    return { id: call.id, object: 'coupon', deleted: true };
  }),
  route('POST', '/v1/promotion_codes', PROMOTION_CODE, (call) => {
    const { params, world } = call;
    if (!params.promotion.coupon) throw invalid('Missing required param: promotion[coupon].', 'parameter_missing', 'promotion[coupon]');
    const coupon = world.get<Coupon>(call.owner, 'coupon', params.promotion.coupon, 'promotion[coupon]');
    if (params.customer) world.get(call.owner, 'customer', params.customer, 'customer');
    inTheFuture(call, params.expires_at, 'expires_at');
    const { minimum_amount: least, minimum_amount_currency: of } = params.restrictions ?? {};
    if ((least === undefined) !== (of === undefined)) throw invalid('minimum_amount and minimum_amount_currency must be passed together.', 'parameter_missing', `restrictions[minimum_amount${least === undefined ? '' : '_currency'}]`);
    if (coupon.redeem_by !== null && (params.expires_at ?? 0) > coupon.redeem_by) throw invalid('expires_at must not be after the redeem_by of the coupon.', undefined, 'expires_at');
    if (!isValid(world, coupon)) throw invalid('This coupon is no longer valid.', 'coupon_expired', 'promotion[coupon]');
    const code = params.code ?? newId('').slice(0, 8).toUpperCase();
    if (params.active !== false) refuseTaken(call, code, params.customer ?? null);
    const made = world.add<PromotionCode>(call, 'promotion_code', 'promo_', {
      active: params.active ?? true, code, customer: params.customer ?? null, customer_account: null, expires_at: params.expires_at ?? coupon.redeem_by,
      max_redemptions: params.max_redemptions ?? null, promotion: { type: 'coupon', coupon: coupon.id }, times_redeemed: 0, metadata: params.metadata,
      restrictions: { first_time_transaction: params.restrictions?.first_time_transaction ?? false, minimum_amount: least ?? null, minimum_amount_currency: of ?? null },
    });
    world.emit(call, 'promotion_code.created', shownCode(world, made));
    return shownCode(world, made);
  }),
  route('GET', '/v1/promotion_codes', { ...PAGE, active: boolean, code: text(), coupon: text(), created: range, customer: text(), customer_account: text() }, ({ world, owner, params }) => {
    const { active, code, coupon, created, customer, customer_account: _, ...at } = params;
    const codes = world.all<PromotionCode>('promotion_code', owner).map((each) => shownCode(world, each)).filter((each) =>
      (active === undefined || each.active === active) && (code === undefined || sameCode(each.code, code)) && (coupon === undefined || each.promotion.coupon === coupon)
      && (!created || created(each.created)) && (customer === undefined || each.customer === customer));
    return page(codes, at, '/v1/promotion_codes');
  }),
  route('GET', '/v1/promotion_codes/:', {}, ({ world, owner, id }) => shownCode(world, world.get(owner, 'promotion_code', id))),
  route('POST', '/v1/promotion_codes/:', { active: boolean, metadata, restrictions: RESTRICTIONS }, (call) => {
    const code = call.world.get<PromotionCode>(call.owner, 'promotion_code', call.id);
    const before = code.active;
    if (call.params.active && !before) refuseTaken(call, code.code, code.customer);
    code.active = call.params.active ?? before;
    if (call.params.active && !shownCode(call.world, code).active) {
      code.active = before;
      throw invalid('This promotion code cannot be activated: it, or its coupon, has expired or has been redeemed as often as it may be.', undefined, 'active');
    }
    mergeMetadata(code, call.params.metadata);
    call.world.emit(call, 'promotion_code.updated', shownCode(call.world, code), code.active === before ? undefined : { active: before });
    return shownCode(call.world, code);
  }),
];

/** A customer uses it at a checkout. @throws Refusal when it cannot be used (any more) */
export function redeem(world: World, caller: Caller, id: string): void {
  const code = world.get<PromotionCode>(caller.owner, 'promotion_code', id);
  if (!shownCode(world, code).active) throw invalid('This promotion code cannot be redeemed.', 'promotion_code_expired');
  code.times_redeemed += 1;
  world.get<Coupon>(caller.owner, 'coupon', code.promotion.coupon).times_redeemed += 1;
  world.emit(caller, 'promotion_code.updated', shownCode(world, code), { times_redeemed: code.times_redeemed - 1 });
}

function inTheFuture({ world }: Call<unknown>, at: number | undefined, param: string): void {
  if (at !== undefined && at <= world.seconds()) throw invalid(`${param} must be in the future`, undefined, param);
}

/** Without regard to case. A code for everybody excludes each one for somebody; two for different customers may be the same. */
function refuseTaken({ world, owner }: Call<unknown>, code: string, customer: string | null): void {
  const taken = world.all<PromotionCode>('promotion_code', owner).some((other) =>
    shownCode(world, other).active && sameCode(other.code, code) && (other.customer === null || customer === null || other.customer === customer));
  if (taken) throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, 'resource_already_exists', 'code');
}

const sameCode = (one: string, other: string) => one.toUpperCase() === other.toUpperCase();

function isValid(world: World, coupon: Coupon): boolean {
  return (coupon.redeem_by === null || coupon.redeem_by > world.seconds()) && (coupon.max_redemptions === null || coupon.times_redeemed < coupon.max_redemptions);
}

function shownCoupon(world: World, coupon: Coupon): Coupon {
  return { ...coupon, valid: isValid(world, coupon) };
}

function shownCode(world: World, code: PromotionCode): PromotionCode {
  const coupon = world.find<Coupon>(world.ownerOf(code), 'coupon', code.promotion.coupon);
  const usable = coupon !== undefined && isValid(world, coupon) && (code.expires_at === null || code.expires_at > world.seconds())
    && (code.max_redemptions === null || code.times_redeemed < code.max_redemptions);
  return { ...code, active: code.active && usable };
}
