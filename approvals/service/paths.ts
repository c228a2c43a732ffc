// Addresses of our pages.

export function actionPath(actionHash: string): string {
  return `/actions/${actionHash}`;
}

export const ACTION_HASH = /^[0-9a-f]{64}$/;
export const CALLBACK_PATH = '/sign-in/callback';
