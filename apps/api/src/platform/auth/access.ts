import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { ApiScope, KeyKind, Permission, Role } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';

/** What a route demands. A route without one of the decorators below is refused and fails the access test. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed_in' }
  | { readonly kind: 'member' }
  | { readonly kind: 'staff'; readonly permission: Permission }
  | { readonly kind: 'machine'; readonly anyOf: readonly ApiScope[] };
export const ACCESS = 'fanfare:access';

/** Anybody; cookies are not looked at. */
export const Public = () => SetMetadata<string, Access>(ACCESS, { kind: 'public' });
/** Any session, of either level. */
export const SignedIn = () => SetMetadata<string, Access>(ACCESS, { kind: 'signed_in' });
/** A member of the program named by `:slug`; of anybody else's program the route knows nothing (404). */
export const MemberOnly = () => SetMetadata<string, Access>(ACCESS, { kind: 'member' });
/** A staff session with a role in `:programId` that carries the permission. */
export const RequirePermission = (permission: Permission) => SetMetadata<string, Access>(ACCESS, { kind: 'staff', permission });

/** One of the brand's own systems, by a key that has one of the scopes. Sessions do not open it. */
export const MachineOnly = (...anyOf: readonly ApiScope[]) => SetMetadata<string, Access>(ACCESS, { kind: 'machine', anyOf });

export const FRESH = 'fanfare:fresh';
/** Beside one of the above: only for somebody who signed in a moment ago. A session that was left open takes nothing away. */
export const FreshlySignedIn = () => SetMetadata(FRESH, true);

/** Who is asking, as the guard has established it. Ids in it are trusted, ids in the address are not. */
export interface Principal {
  readonly accountId: string;
  readonly sessionId: string;
  readonly level: 'member' | 'staff';
  /** Set on member and staff routes. */
  readonly programId: string | null;
  /** Set on member routes. */
  readonly memberId: string | null;
  /** Set on staff routes. */
  readonly role: Role | null;
}

/** Which of the brand's systems is asking, by its key. */
export interface Machine {
  readonly keyId: string;
  readonly programId: string;
  readonly kind: KeyKind;
  readonly scopes: readonly ApiScope[];
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    machine?: Machine;
  }
}

/** The principal of a guarded route. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = context.switchToHttp().getRequest<FastifyRequest>().principal;
  if (!principal) throw new Error('CurrentPrincipal on a route without a session');
  return principal;
});

/** The member of a `MemberOnly` route: `{programId, memberId}`, both present. */
export const CurrentMember = createParamDecorator((_: unknown, context: ExecutionContext): { programId: string; memberId: string; accountId: string } => {
  const p = context.switchToHttp().getRequest<FastifyRequest>().principal;
  if (!p?.programId || !p.memberId) throw new Error('CurrentMember outside a member route');
  return { programId: p.programId, memberId: p.memberId, accountId: p.accountId };
});

/** The machine of a `MachineOnly` route. */
export const CurrentMachine = createParamDecorator((_: unknown, context: ExecutionContext): Machine => {
  const machine = context.switchToHttp().getRequest<FastifyRequest>().machine;
  if (!machine) throw new Error('CurrentMachine outside a machine route');
  return machine;
});

export const CROSS_SITE = 'fanfare:cross-site';
/** May be called from anywhere (one-click unsubscribe): a token in the request is the authority and cookies are not looked at. */
export const CrossSite = () => SetMetadata(CROSS_SITE, true);
