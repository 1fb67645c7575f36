import { z } from 'zod';
import { ITEM_GROUPS, ITEM_TIMES } from '../release/checklist.ts';
import { GATES } from '../release/gate-evidence.ts';
import { comesBefore, type ItemEvidence, PLAN_PARTS, SIGNS } from '../release/item-evidence.ts';
import { STAGES } from '../release/runbook.ts';
import { RELEASE_TYPES } from '../release/terms.ts';
import { Duration } from './duration.ts';
import { EnvironmentName, Name, YesOrNo } from './names.ts';

/** Slack shows no more beside a checkbox: https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const LONGEST = 75;
const TEXT_EXPECTED = `a text of at most ${LONGEST} characters, which is all Slack shows beside a checkbox`;

/** What the form remembers, by their ids, fits into the 3,000 characters Slack keeps with a modal. */
const MOST = 60;

const EVIDENCE_EXPECTED = `one of ${SIGNS.join(', ')}, or \`{ plan: [<part>] }\`, \`{ gates: [<gate>] }\`, \`{ stage: <stage> }\``;

const TickedBy = z
  .union(
    [
      z.enum(SIGNS),
      z.strictObject({ plan: z.array(z.enum(PLAN_PARTS)).min(1, 'at least one part') }),
      z.strictObject({ gates: z.array(z.enum(GATES)).min(1, 'at least one gate') }),
      z.strictObject({ stage: z.enum(STAGES) }),
    ],
    { error: EVIDENCE_EXPECTED },
  )
  .transform((it): ItemEvidence => {
    if (typeof it === 'string') return { is: it };
    if ('plan' in it) return { is: 'plan', parts: it.plan };
    return 'gates' in it ? { is: 'gates', gates: it.gates } : { is: 'stage', stage: it.stage };
  });

/** Where it applies; an empty list is nowhere. */
const Scope = {
  environments: z.array(EnvironmentName).exactOptional(),
  types: z.array(z.enum(RELEASE_TYPES)).exactOptional(),
};

const Item = z
  .strictObject({
    text: z.string({ error: TEXT_EXPECTED }).min(1, TEXT_EXPECTED).max(LONGEST, TEXT_EXPECTED),
    group: z.enum(ITEM_GROUPS),
    when: z.enum(ITEM_TIMES).prefault('before'),
    required: YesOrNo.prefault(true),
    /** Who answers for it, and may tick it; so may the owner of the release. */
    role: Name,
    /** What ticks it by itself; left out: it takes a hand. */
    tickedBy: TickedBy.exactOptional(),
    ...Scope,
  })
  .refine(
    ({ when, required, tickedBy }) => !(when === 'before' && required && tickedBy) || comesBefore(tickedBy),
    {
      path: ['tickedBy'],
      error:
        'evidence there can be before the Go/No-Go, for an item that is required before it: it would wait for itself',
    },
  );

/** `config/checklist.yml`, the one file that may be missing: then there is no checklist. */
export const ChecklistPolicy = z.strictObject({
  /** Where items apply that do not say so themselves. */
  environments: z.array(EnvironmentName).prefault(['production']),
  types: z.array(z.enum(RELEASE_TYPES)).prefault(['minor', 'major']),
  /** By what they are typed as. */
  items: z
    .record(Name, Item)
    .refine(items => Object.keys(items).length <= MOST, `at most ${MOST} items`)
    .prefault({}),
  /** Who is asked to accept a release once it is completed; left out: nobody. */
  acceptance: z
    .strictObject({
      roles: z.array(Name),
      /** After completion; those who have not answered and open items are reminded of once. */
      remindAfter: Duration.prefault('24 h'),
      ...Scope,
    })
    .transform(({ remindAfter: remindAfterMs, ...rest }) => ({ ...rest, remindAfterMs }))
    .exactOptional(),
});
export type ChecklistPolicy = z.output<typeof ChecklistPolicy>;

export const noChecklist: ChecklistPolicy = ChecklistPolicy.parse({});
