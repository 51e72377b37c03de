import { diffRulebooks } from '@fanfare/domain/diff-rulebooks';
import type { WhatIf, WhatIfRequest } from '../../api/generated';

/** The latest answer to just this question that still holds; null: nobody has asked, or others have published since. */
export function knownAnswer(asked: readonly WhatIf[], draft: WhatIfRequest): WhatIf | null {
  return asked.find((whatIf) => whatIf.publishable && isSame(whatIf.draft, draft)) ?? null;
}

function isSame(a: WhatIfRequest, b: WhatIfRequest): boolean {
  const instant = ({ effectiveAt }: WhatIfRequest) => (effectiveAt === undefined ? null : Date.parse(effectiveAt));
  return a.mode === b.mode && a.keepTiers === b.keepTiers && instant(a) === instant(b) && diffRulebooks(a.rules, b.rules).length === 0;
}
