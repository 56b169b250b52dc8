/**
 * Words of descriptions (study, series, protocol …) that name anatomy or technique and nobody. Everything else goes: what
 * a machine does not know may be a name (PS3.15 E.3.5).
 */
const words = `
  abdomen abdominal abdominopelvic abdo adrenal ankle aorta aortic arch arm arterial arteriography arthro artery atrial axillary
  bassin bone brachial brain breast bronchial bones bras calf cardiac cardio caro carotid carotide carotides cavum cervical cervico
  cerebral cerebrale cerveau chest cheville clavicle clavicule coccyx coeur colon column coronary coronaire coude cou crane cranien
  cuisse dental dentaire doigt dorsal dos elbow epaule face facial femoral femur fetal finger foie foot forearm genou hand hanche
  head heart hip hips humerus iliac intestinal jambe jaw joint kidney kidneys knee lumbaire lumbar lung lungs machoire main
  mammaire mammo mammography mandible mediastinum membre members neck nerve nez nose oesophagus optic orbit orbite orbites os
  ovary pancreas parotid pelvic pelvis pelvien perfusion peripheral petrous pied poignet poumon poumons prostate pulmonary
  pulmonaire rachis radius rectum rein reins renal renale ribs rocher rochers sacrum sein seins shoulder sinus skull spine spinal
  spleen sternum temporal testis thigh thorax thoracic thoracique thyroid thyroide tibia tissue toe trachea trunk ulna uterus
  vascular veine vein venous vertebra vessel vessels viscera whole body wrist

  acquisition ac adc angio angiography anterior ap apres arterial artefact asl auto avant average axial ax b0 b1000 b500 b50 bh
  blade bolus bold bone breath calcium caudal cc cine coil contrast contraste cor coronal coro corps cr cranial ct cta ctp
  cube delay delayed derived dicom diffusion dixon dose dti dual dwi dynamic dyn early echo ecg echographie epi expi expiration
  exam fast fat fgre fiesta fiducial filtered filter fine flair flash flow flair foot for fse ffe fov free frontal full fundus gad gado
  gadolinium gated gating gre grase haste head helical high hr hires hrct image images inf inferior injecte injected injection
  inner insp inspiration in inversion inv iodine ir irm iv isotropic iso kernel kv lat lateral late left localizer loc long low lossy
  lung map mapping mar mean medium mg minip min mip mixed mlo mono monoenergetic motion mpr mprage mr mra mri mrcp multi nm native
  non normal nac nc oblique obl opp out outphase overlay pa parallel parenchyma pd pet phase phases plain plan planar portal
  portale post posterior pre presentation profil profile proj projection propeller protocol proton prone ptwi quantitative r l
  radial raw recon reconstruction reformat reformats reformatted reg resp rest right routine sag sagittal saturation scan scano
  scanner scannographie scout se sequence series short sinogram slab slice slices smooth soft space spair spectral spgr spin spiral
  spiro ssfse standard std static stack stir stress subtraction sub sup superior supine surview suv swi swan t1 t2 t1w t2w tardif
  te temps thick thin thrive ti time tir tirm tof topogram topo tof tra transverse trans trufi true tse twist ultrasound us utero
  vein vibe view views vol volume vr vrt vue water weighted wb with without avec sans wo w window xr x ray rx radiographie droit
  droite gauche bilateral bilat unilateral debout couche face spc spect tomo tomography tomosynthesis scintigraphie doppler
  2d 3d 4d kvp ma mas mm cm ml sec ms min hz mhz kev deg uh hu bw
`;

const known: ReadonlySet<string> = new Set(words.trim().split(/\s+/));

/** A number of at most four digits, maybe with a decimal part and a unit: thickness, delay, b value. */
const shortNumber = /^[a-z]?\d{1,4}([.,]\d{1,3})?[a-z]{0,2}$/;
/** A year of our time may be a date. */
const year = /^(19|20)\d\d$/;

const writtenDate = /\d{1,4}([./-])\d{1,2}\1\d{1,4}/g;

/** The known words and short numbers of a description in their order, without accents; empty when nothing is left. */
export function cleanDescriptor(text: string): string {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return plain
    .replaceAll(writtenDate, ' ')
    .split(/[^\p{L}\p{N}.,]+/u)
    .map(word => word.replaceAll(/^[.,]+|[.,]+$/g, ''))
    .filter(word => isKnown(word.toLowerCase()))
    .join(' ');
}

function isKnown(word: string): boolean {
  return known.has(word) || (/^\d/.test(word) && shortNumber.test(word) && !year.test(word));
}
