// Addresses of our pages.

export function actionPath(actionHash: string): string {
  return `/actions/${actionHash}`;
}

export const CALLBACK_PATH = '/sign-in/callback';
