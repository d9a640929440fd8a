// Where a task is done that is not done on the page Now. Pure.
import type { Task } from '../../api/types';
import { casePath, draftPath, warningPath } from '../../route/router.svelte';
import type { Key } from '../../words/catalogue.svelte';

/** A path of this console: a task must not send an officer elsewhere. */
function own(href: string | undefined): string | undefined {
  return href && /^\/(?![/\\])/.test(href) ? href : undefined;
}

const said: Record<string, Key> = {
  clock: 'task.go.clock', 'join-case': 'task.go.join-case', 'conclude-agreement': 'task.go.conclude-agreement',
  'approve-draft': 'task.go.approve-draft', 'review-forecast': 'task.go.review-forecast', 'data-alarm': 'task.go.data-alarm', 'plan-trigger': 'task.go.plan-trigger', 'answer-silence': 'task.go.answer-silence', gap: 'task.go.gap', upgrade: 'task.go.upgrade',
  fork: 'task.go.fork', 'meet-duty': 'task.go.meet-duty', 'answer-task': 'task.go.answer-task', 'confirm-command': 'task.go.confirm-command', 'answer-escalation': 'task.go.answer-escalation', 'sign-agreement': 'task.go.sign-agreement',
  'attend-meeting': 'task.go.attend-meeting', 'sign-minutes': 'task.go.sign-minutes', 'sign-assessment': 'task.go.sign-assessment', 'reply-finding': 'task.go.reply-finding', 'answer-query': 'task.go.answer-query', 'answer-excuse': 'task.go.answer-excuse', 'silence-case': 'task.go.silence-case', 'approve-release': 'task.go.approve-release', 'exercise-taken': 'task.go.exercise-taken', 'weigh-suspicion': 'task.go.weigh-suspicion',
};
const here: readonly string[] = ['accept-warning', 'confirm-update', 'confirm-cancel'];

/** The page where a task is done and what the button to it says; undefined if it is done here. A kind this console does not know leads where the node says. */
export function whereDone(task: Task): { path: string; label: Key } | undefined {
  if (here.includes(task.kind)) return undefined;
  return { path: own(task.href) ?? place(task), label: said[task.kind] ?? 'task.go.other' };
}

function place(task: Task): string {
  if (task.draft) return draftPath(task.draft);
  if (task.kind === 'gap' || task.kind === 'upgrade' || task.kind === 'fork') return '/neighbours';
  if (task.kind === 'answer-silence' && task.warning) return warningPath(task.warning);
  if (task.case) return casePath(task.case);
  return task.warning ? warningPath(task.warning) : '/duties';
}

/** Where a row of the list leads. */
export function rowPath(task: Task): string | undefined {
  if (task.draft) return draftPath(task.draft);
  return own(task.href) ?? (task.warning ? warningPath(task.warning) : undefined);
}
