import type { Measurement } from '../../contract/index.ts';

export const length: Measurement = {
  id: 'm1',
  kind: 'length',
  calibration: 'patient-plane',
  quantities: [{ quantity: 'length', value: 12.44, unit: 'mm' }],
  image: {
    patientId: 'P-1007',
    studyUid: '1.2.3',
    seriesUid: '1.2.3.4',
    sopInstanceUid: '1.2.3.4.5',
    frameNumber: 1,
    imageNumber: 61,
    imageCount: 160,
  },
  points: [
    [0, 0, 0],
    [12.44, 0, 0],
  ],
};

export const ellipse: Measurement = {
  ...length,
  id: 'm2',
  kind: 'ellipse',
  quantities: [
    { quantity: 'area', value: 112.36, unit: 'mm2' },
    { quantity: 'mean', value: -43.21, unit: "[hnsf'U]" },
    { quantity: 'standard-deviation', value: 8, unit: "[hnsf'U]" },
  ],
};
