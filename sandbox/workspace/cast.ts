import type { SeedChannel, SeedGroup, SeedPerson } from './options.ts';

const seat = (id: string, handle: string, name: string, title: string, color: string, tz: string) =>
  ({ id, handle, name, title, color, tz }) satisfies SeedPerson;

/** The people of the sandbox: a dozen, so that every group of the approval matrix has somebody in it. */
export const people: SeedPerson[] = [
  seat('U01ANAVEGA', 'ana', 'Ana Vega', 'Senior Developer', '#2563eb', 'Europe/Madrid'),
  seat('U02BENOKAF', 'ben', 'Ben Okafor', 'Tech Lead, Checkout', '#0f766e', 'Europe/London'),
  seat('U03CHLOELI', 'chloe', 'Chloe Lin', 'Product Owner', '#be185d', 'Asia/Shanghai'),
  seat('U04DMITRIS', 'dmitri', 'Dmitri Sokolov', 'QA Engineer', '#7c3aed', 'Europe/Riga'),
  seat('U05ELIFKAY', 'elif', 'Elif Kaya', 'Security Engineer', '#b45309', 'Europe/Istanbul'),
  seat('U06FARAHNA', 'farah', 'Farah Nadim', 'Software Architect', '#047857', 'Asia/Dubai'),
  seat('U07GEORGEM', 'george', 'George Mbeki', 'Operations Engineer', '#b91c1c', 'Africa/Johannesburg'),
  seat('U08HANAMOR', 'hana', 'Hana Mori', 'Chief Technology Officer', '#4338ca', 'Asia/Tokyo'),
  seat('U09IVANPET', 'ivan', 'Ivan Petrov', 'Chief Executive Officer', '#374151', 'Europe/Sofia'),
  seat('U10JULIARO', 'julia', 'Julia Rossi', 'Support Lead', '#c2410c', 'Europe/Rome'),
  seat('U11KOFIADJ', 'kofi', 'Kofi Adjei', 'Developer', '#0369a1', 'Africa/Accra'),
  seat('U12LENABRA', 'lena', 'Lena Brandt', 'QA Lead', '#a21caf', 'Europe/Berlin'),
];

const group = (id: string, handle: string, name: string, ...members: string[]): SeedGroup => ({
  id,
  handle,
  name,
  members,
});

/** The user groups the shipped approval matrix and the Go/No-Go roles name; members by handle. */
export const groups: SeedGroup[] = [
  group('S01DEVELOP', 'developers', 'Developers', 'ana', 'ben', 'kofi'),
  group('S02QUALITY', 'qa', 'Quality Assurance', 'dmitri', 'lena'),
  group('S03TECHLEA', 'tech_leads', 'Tech Leads', 'ben', 'farah'),
  group('S04PRODOWN', 'product_owners', 'Product Owners', 'chloe'),
  group('S05ARCHITE', 'architecture_team', 'Architecture Team', 'farah'),
  group('S06SECURIT', 'security_team', 'Security Team', 'elif'),
  group('S07CTOCTOC', 'cto', 'CTO', 'hana'),
  group('S08CEOCEOC', 'ceo', 'CEO', 'ivan'),
  group('S09OPERATI', 'operations', 'Operations', 'george'),
  group('S10PRODUCT', 'product', 'Product', 'chloe', 'julia'),
  group('S11SUPPORT', 'support', 'Support', 'julia'),
  group('S12ONCALL0', 'on_call', 'On call this week', 'ben', 'george', 'julia'),
];

const everybody = people.map(person => person.handle);

/** The channels a new workspace starts with. The app is in those where `app` is true. */
export const channels: SeedChannel[] = [
  { id: 'C01GENERAL', name: 'general', topic: 'Company-wide news', members: everybody, app: true },
  {
    id: 'C02RELEASE',
    name: 'releases',
    topic: 'What goes out and what comes back, of every service',
    members: everybody,
    app: true,
  },
  {
    id: 'C03RELCHEC',
    name: 'releases-checkout',
    topic: 'The checkout service',
    members: everybody,
    app: true,
  },
  {
    id: 'C07RELSEAR',
    name: 'releases-search',
    topic: 'The search service',
    members: everybody,
    app: true,
  },
  {
    id: 'C04INCIDEN',
    name: 'incidents',
    topic: 'Incidents of every service',
    members: everybody,
    app: true,
  },
  {
    id: 'C05RELAUDI',
    name: 'release-audit',
    topic: 'What happened, for the record',
    members: everybody,
    app: true,
  },
  { id: 'C06RANDOMR', name: 'random', topic: 'The app is not in here', members: everybody, app: false },
];
