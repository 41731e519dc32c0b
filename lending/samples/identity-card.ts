import sharp from 'sharp';

export interface IdentityCard {
  fullName: string;
  dateOfBirth: string;
  /** The image description in the EXIF data. */
  description: string;
}

/** A photo of an identity card as a phone takes it: JPEG with EXIF. */
export function identityCardJpeg(card: IdentityCard): Promise<Buffer> {
  const exif = {
    IFD0: { Make: 'Fictional', Model: 'Phone 7', ImageDescription: card.description },
    IFD2: { DateTimeOriginal: '2026:10:02 09:41:00' },
  };
  return sharp(drawing(card)).withExif(exif).jpeg({ quality: 80 }).toBuffer();
}

function drawing({ fullName, dateOfBirth }: IdentityCard): Buffer {
  const name = fullName.replace(/[<>&]/g, '');
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="856" height="540">
    <rect width="856" height="540" rx="30" fill="#dfe9f2"/>
    <rect x="40" y="150" width="220" height="290" rx="12" fill="#9db4c8"/>
    <circle cx="150" cy="260" r="60" fill="#f2d8c2"/><rect x="80" y="340" width="140" height="100" fill="#4a6078"/>
    <g font-family="sans-serif" fill="#123">
      <text x="40" y="90" font-size="42">SPECIMEN IDENTITY CARD</text>
      <text x="300" y="210" font-size="34">${name}</text>
      <text x="300" y="280" font-size="30">Born ${dateOfBirth}</text>
    </g></svg>`);
}
