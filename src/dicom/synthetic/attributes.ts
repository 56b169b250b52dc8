import type { EncapsulatedPixels, Vr, WritableDataSet, WritableElement } from '../part10/write.ts';

/** Attributes of the data dictionary (PS3.6) that the synthetic instances use, by keyword. */
export const attributeDictionary = {
  SpecificCharacterSet: [0x00080005, 'CS'],
  ImageType: [0x00080008, 'CS'],
  InstanceCreationDate: [0x00080012, 'DA'],
  InstanceCreationTime: [0x00080013, 'TM'],
  SOPClassUID: [0x00080016, 'UI'],
  SOPInstanceUID: [0x00080018, 'UI'],
  StudyDate: [0x00080020, 'DA'],
  SeriesDate: [0x00080021, 'DA'],
  AcquisitionDate: [0x00080022, 'DA'],
  ContentDate: [0x00080023, 'DA'],
  StudyTime: [0x00080030, 'TM'],
  SeriesTime: [0x00080031, 'TM'],
  AcquisitionTime: [0x00080032, 'TM'],
  ContentTime: [0x00080033, 'TM'],
  AccessionNumber: [0x00080050, 'SH'],
  Modality: [0x00080060, 'CS'],
  PresentationIntentType: [0x00080068, 'CS'],
  Manufacturer: [0x00080070, 'LO'],
  InstitutionName: [0x00080080, 'LO'],
  ReferringPhysicianName: [0x00080090, 'PN'],
  CodeValue: [0x00080100, 'SH'],
  CodingSchemeDesignator: [0x00080102, 'SH'],
  CodeMeaning: [0x00080104, 'LO'],
  TimezoneOffsetFromUTC: [0x00080201, 'SH'],
  StationName: [0x00081010, 'SH'],
  StudyDescription: [0x00081030, 'LO'],
  SeriesDescription: [0x0008103e, 'LO'],
  InstitutionalDepartmentName: [0x00081040, 'LO'],
  ManufacturerModelName: [0x00081090, 'LO'],
  ReferencedSOPClassUID: [0x00081150, 'UI'],
  ReferencedSOPInstanceUID: [0x00081155, 'UI'],
  ReferencedImageSequence: [0x00081140, 'SQ'],
  SourceImageSequence: [0x00082112, 'SQ'],
  AnatomicRegionSequence: [0x00082218, 'SQ'],
  PatientName: [0x00100010, 'PN'],
  PatientID: [0x00100020, 'LO'],
  IssuerOfPatientID: [0x00100021, 'LO'],
  PatientBirthDate: [0x00100030, 'DA'],
  PatientSex: [0x00100040, 'CS'],
  PatientAge: [0x00101010, 'AS'],
  PatientSize: [0x00101020, 'DS'],
  PatientWeight: [0x00101030, 'DS'],
  PatientComments: [0x00104000, 'LT'],
  ContrastBolusAgent: [0x00180010, 'LO'],
  BodyPartExamined: [0x00180015, 'CS'],
  ScanningSequence: [0x00180020, 'CS'],
  SequenceVariant: [0x00180021, 'CS'],
  ScanOptions: [0x00180022, 'CS'],
  MRAcquisitionType: [0x00180023, 'CS'],
  SliceThickness: [0x00180050, 'DS'],
  KVP: [0x00180060, 'DS'],
  RepetitionTime: [0x00180080, 'DS'],
  EchoTime: [0x00180081, 'DS'],
  InversionTime: [0x00180082, 'DS'],
  NumberOfAverages: [0x00180083, 'DS'],
  MagneticFieldStrength: [0x00180087, 'DS'],
  SpacingBetweenSlices: [0x00180088, 'DS'],
  EchoTrainLength: [0x00180091, 'IS'],
  DeviceSerialNumber: [0x00181000, 'LO'],
  SoftwareVersions: [0x00181020, 'LO'],
  ProtocolName: [0x00181030, 'LO'],
  DataCollectionDiameter: [0x00180090, 'DS'],
  ReconstructionDiameter: [0x00181100, 'DS'],
  DistanceSourceToDetector: [0x00181110, 'DS'],
  DistanceSourceToPatient: [0x00181111, 'DS'],
  GantryDetectorTilt: [0x00181120, 'DS'],
  ExposureTime: [0x00181150, 'IS'],
  XRayTubeCurrent: [0x00181151, 'IS'],
  Exposure: [0x00181152, 'IS'],
  ImagerPixelSpacing: [0x00181164, 'DS'],
  ConvolutionKernel: [0x00181210, 'SH'],
  TransducerData: [0x00185010, 'LO'],
  PatientPosition: [0x00185100, 'CS'],
  ViewPosition: [0x00185101, 'CS'],
  SequenceOfUltrasoundRegions: [0x00186011, 'SQ'],
  RegionSpatialFormat: [0x00186012, 'US'],
  RegionDataType: [0x00186014, 'US'],
  RegionFlags: [0x00186016, 'UL'],
  RegionLocationMinX0: [0x00186018, 'UL'],
  RegionLocationMinY0: [0x0018601a, 'UL'],
  RegionLocationMaxX1: [0x0018601c, 'UL'],
  RegionLocationMaxY1: [0x0018601e, 'UL'],
  ReferencePixelX0: [0x00186020, 'SL'],
  ReferencePixelY0: [0x00186022, 'SL'],
  PhysicalUnitsXDirection: [0x00186024, 'US'],
  PhysicalUnitsYDirection: [0x00186026, 'US'],
  ReferencePixelPhysicalValueX: [0x00186028, 'FD'],
  ReferencePixelPhysicalValueY: [0x0018602a, 'FD'],
  PhysicalDeltaX: [0x0018602c, 'FD'],
  PhysicalDeltaY: [0x0018602e, 'FD'],
  TransducerFrequency: [0x00186030, 'UL'],
  StudyInstanceUID: [0x0020000d, 'UI'],
  SeriesInstanceUID: [0x0020000e, 'UI'],
  StudyID: [0x00200010, 'SH'],
  SeriesNumber: [0x00200011, 'IS'],
  AcquisitionNumber: [0x00200012, 'IS'],
  InstanceNumber: [0x00200013, 'IS'],
  PatientOrientation: [0x00200020, 'CS'],
  ImagePositionPatient: [0x00200032, 'DS'],
  ImageOrientationPatient: [0x00200037, 'DS'],
  FrameOfReferenceUID: [0x00200052, 'UI'],
  Laterality: [0x00200060, 'CS'],
  ImageLaterality: [0x00200062, 'CS'],
  PositionReferenceIndicator: [0x00201040, 'LO'],
  SliceLocation: [0x00201041, 'DS'],
  ImageComments: [0x00204000, 'LT'],
  SamplesPerPixel: [0x00280002, 'US'],
  PhotometricInterpretation: [0x00280004, 'CS'],
  PlanarConfiguration: [0x00280006, 'US'],
  NumberOfFrames: [0x00280008, 'IS'],
  Rows: [0x00280010, 'US'],
  Columns: [0x00280011, 'US'],
  PixelSpacing: [0x00280030, 'DS'],
  PixelAspectRatio: [0x00280034, 'IS'],
  BitsAllocated: [0x00280100, 'US'],
  BitsStored: [0x00280101, 'US'],
  HighBit: [0x00280102, 'US'],
  PixelRepresentation: [0x00280103, 'US'],
  BurnedInAnnotation: [0x00280301, 'CS'],
  PixelIntensityRelationship: [0x00281040, 'CS'],
  PixelIntensityRelationshipSign: [0x00281041, 'SS'],
  WindowCenter: [0x00281050, 'DS'],
  WindowWidth: [0x00281051, 'DS'],
  RescaleIntercept: [0x00281052, 'DS'],
  RescaleSlope: [0x00281053, 'DS'],
  RescaleType: [0x00281054, 'LO'],
  LossyImageCompression: [0x00282110, 'CS'],
  PresentationLUTShape: [0x20500020, 'CS'],
  PixelData: [0x7fe00010, 'OW'],
} as const satisfies Record<string, readonly [tag: number, vr: Vr]>;

export type AttributeKeyword = keyof typeof attributeDictionary;

export type AttributeValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | readonly Attributes[]
  | Uint8Array
  | Uint16Array
  | Int16Array
  | EncapsulatedPixels;

/** A data set by keyword, e.g. `{ PatientID: 'X', Rows: 4 }`; items of a sequence are written the same way. */
export type Attributes = { readonly [keyword in AttributeKeyword]?: AttributeValue };

/** The data set with tags and value representations, as `writePart10` takes it. `null`-free: an empty text is an empty value. */
export function toDataSet(attributes: Attributes): WritableDataSet {
  const dataSet = new Map<number, WritableElement>();
  for (const keyword of Object.keys(attributes) as AttributeKeyword[]) {
    const value = attributes[keyword];
    if (value === undefined) continue;
    const [tag, vr] = attributeDictionary[keyword];
    if (vr === 'SQ') dataSet.set(tag, { vr, value: (value as readonly Attributes[]).map(toDataSet) });
    else dataSet.set(tag, { vr, value: value as Exclude<AttributeValue, readonly Attributes[]> });
  }
  return dataSet;
}
