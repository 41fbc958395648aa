using System.Text.RegularExpressions;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>How cameras and recorders name clips, and which extensions hold picture or sound.</summary>
/// <remarks>Camera letter C gives <c>C001C005</c>, and RED's second letter can be any: no pattern may rely on a letter alone.</remarks>
public static partial class MediaNames
{
    private static readonly HashSet<string> Picture = Set(
        "mov mp4 m4v mxf mts m2ts r3d braw crm nev ari arx cine avi mkv rmf x3f insv 360 lrf ocn mpg mpeg 3gp");

    private static readonly HashSet<string> Frames = Set("ari arx dng dpx cin exr tif tiff jp2 j2c");

    private static readonly HashSet<string> Sound = Set("wav bwf wave rf64 w64 aif aiff flac");

    private static readonly HashSet<string> Still = Set("jpg jpeg heic png gpr 3fr arw cr2 cr3 crw dcr erf fff iiq kdc mef mos mrw nef nrw orf pef raf rw2 rwl sr2 srf srw");

    /// <summary>Whether the name is that of a moving picture in one file.</summary>
    public static bool IsPicture(string name) => Picture.Contains(Extension(name)) || IsBrawSpill(name);

    /// <summary>Whether the name is that of one frame of a sequence.</summary>
    public static bool IsFrame(string name) => Frames.Contains(Extension(name));

    /// <summary>Whether the name is that of a sound file.</summary>
    public static bool IsSound(string name) => Sound.Contains(Extension(name));

    /// <summary>Whether the name is that of a still photograph.</summary>
    public static bool IsStill(string name) => Still.Contains(Extension(name));

    /// <summary>Whether a file in a folder is a still that somebody exported there, and no frame of a recording: a TIFF in a folder for stills or grabs.</summary>
    public static bool IsExported(CardFolder folder, string name)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Extension(name) is "tif" or "tiff" && StillsFolder().IsMatch(folder.Name);
    }

    /// <summary>The extension without its dot, in lower case.</summary>
    public static string Extension(string name) => Path.GetExtension(name).TrimStart('.').ToLowerInvariant();

    /// <summary>The name without its extension.</summary>
    public static string Stem(string name) => Path.GetFileNameWithoutExtension(name);

    /// <summary>Blackmagic continues a clip that fills one card or file in <c>.braw2</c>, <c>.braw3</c>.</summary>
    public static bool IsBrawSpill(string name) => BrawSpill().IsMatch(name);

    /// <summary>ARRI ALEXA, Mini, LF, AMIRA, 65: <c>A004C010_100610_R1JL</c>, eight-digit dates in early firmware.</summary>
    [GeneratedRegex(@"^[A-Z]\d{3}[CD]\d{3}_\d{6,8}_[A-Z0-9]{4}(\.\d{7})?$")]
    public static partial Regex ArriClassic();

    /// <summary>ARRI ALEXA 35 and 265: <c>A_0001C001_230202_052359_h12NR</c>.</summary>
    [GeneratedRegex(@"^[A-Z][A-Z_]\d{4}[A-Z]\d{3,4}_\d{6}_\d{6}_[a-z][0-9A-Z]{4,}(\.\d{7})?$")]
    public static partial Regex Arri35();

    /// <summary>RED: <c>A007_C001_0124UA</c>, a segment number may follow.</summary>
    [GeneratedRegex(@"^(?<clip>[A-Z]\d{3}_[A-Z]\d{3}_\d{4}[0-9A-Z]{2})(_(?<segment>\d{3}))?$")]
    public static partial Regex Red();

    /// <summary>Sony with camera id and reel: <c>A001C001_230101AB</c>.</summary>
    [GeneratedRegex(@"^[A-Z]\d{3}C\d{3}_\d{6}[0-9A-Z]{2}$")]
    public static partial Regex SonyCine();

    /// <summary>Blackmagic: <c>A001_08151512_C001</c>, stills <c>S001</c>.</summary>
    [GeneratedRegex(@"^[A-Z]\d{3}_\d{8}_[CS]\d{3}$")]
    public static partial Regex Blackmagic();

    /// <summary>Canon Cinema EOS: <c>A_0001C001X250601_112233AB_CANON_001</c>, older <c>A001C001_190520AB_CANON</c>.</summary>
    [GeneratedRegex(@"^(?<clip>[A-Z][A-Z_]\d{4}[CD]\d{3}[A-Z]\d{6}_\d{6}[0-9A-Z]{2}|[A-Z]\d{3}[CD]\d{3}_\d{6}[0-9A-Z]{2})_(?<user>CANON|\w+?)(_(?<segment>\d{2,3}))?$")]
    public static partial Regex Canon();

    /// <summary>GoPro since HERO6: <c>GX010001</c>, codec letter, chapter, then clip number; LRV proxies are <c>GL</c>.</summary>
    [GeneratedRegex(@"^G(?<codec>[XHSLP])(?<chapter>\d{2})(?<clip>\d{4})$")]
    public static partial Regex GoPro();

    /// <summary>GoPro up to HERO5: first chapter <c>GOPR0001</c>, further ones <c>GP010001</c>.</summary>
    [GeneratedRegex(@"^GOPR(?<clip>\d{4})$")]
    public static partial Regex GoProFirst();

    /// <summary>DJI: <c>DJI_0001</c>, <c>DJI_20230101123456_0001_D</c>, <c>DJI_20230101T123456_0001</c>.</summary>
    [GeneratedRegex(@"^DJI_(\d{8}T?\d{6}_)?\d{4}(_[A-Z])?$")]
    public static partial Regex Dji();

    /// <summary>iPhone: <c>IMG_1234</c>, edited <c>IMG_E1234</c>.</summary>
    [GeneratedRegex(@"^IMG_E?\d{4}$")]
    public static partial Regex Apple();

    /// <summary>Panasonic cameras with SD cards: <c>P1000001</c>.</summary>
    [GeneratedRegex(@"^P\d{7}$")]
    public static partial Regex Panasonic();

    /// <summary>A track number at the end of a sound file's name: <c>T001_01</c>, <c>ZOOM0001_Tr1</c>.</summary>
    [GeneratedRegex(@"^(?<take>.+?)_(?:[Tt][Rr])?(?<track>\d{1,2})$")]
    public static partial Regex SoundTrack();

    [GeneratedRegex(@"^((DIT|Ref(erence)?|On[ _-]?set|Frame|Graded)[ _-]?)?(Stills?|Grabs?|Frame[ _-]?grabs?)$", RegexOptions.IgnoreCase)]
    private static partial Regex StillsFolder();

    [GeneratedRegex(@"\.braw[2-9]$", RegexOptions.IgnoreCase)]
    private static partial Regex BrawSpill();

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.OrdinalIgnoreCase);
}
