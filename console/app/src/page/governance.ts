// The pages about rules and bodies, which load together, apart from what an officer needs in the first second.
import type { Route } from '../route/router.svelte';

const own = ['agreements', 'agreement', 'editor', 'packs', 'pack', 'bodies', 'exercises', 'meetings', 'meeting', 'call', 'findings', 'record', 'accesses'] as const;
export type GovernanceRoute = Extract<Route, { page: (typeof own)[number] }>;

export function governs(route: Route): route is GovernanceRoute {
  return (own as readonly string[]).includes(route.page);
}
