import { parentPort } from 'node:worker_threads';
import { checkPage, type PageAnswer, type PageQuestion } from './check-page.ts';

export type WorkerAnswer = { readonly answer: PageAnswer | undefined } | { readonly error: unknown };

const port = parentPort;
if (port === null) throw new Error('expected to run in a worker thread');

// Answered in the order in which they are asked.
port.on('message', (question: PageQuestion) => {
  let answer: WorkerAnswer;
  try {
    answer = { answer: checkPage(question) };
  } catch (error) {
    answer = { error };
  }
  port.postMessage(answer);
});
