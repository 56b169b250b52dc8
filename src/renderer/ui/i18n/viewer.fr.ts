export const viewerFr = {
  title: 'Images',
};
