/** English. */
export const english = {
  locale: 'en',
};
