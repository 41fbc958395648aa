using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Media.Demo;

/// <summary>Draws, records and writes the demo day: a raw roll, a ProRes roll, a sound roll and their reports. Nothing is sealed yet.</summary>
public sealed class DemoShoot(DemoDay day, TimeProvider clock)
{
    private const int SampleRate = 48000;

    private static readonly string[] Tracks = ["MIX", "BOOM", "LAV1", "LAV2"];

    /// <summary>Writes the day into a folder, and gives back the folders of the rolls, relative to it.</summary>
    /// <param name="folder">An existing folder; the day's own folder is made in it.</param>
    /// <param name="progress">Told of every clip that is done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    /// <exception cref="IOException">The day is there already, or cannot be written.</exception>
    public async Task<ImmutableArray<string>> WriteAsync(string folder, Action<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var root = Path.Join(folder, DemoDay.Folder);
        if (Path.Exists(root)) throw new IOException($"'{root}' is there already. Remove it or name another folder.");
        string[] rolls = ["Camera_Media/A001", "Camera_Media/B001", "Sound_Media/S001"];
        foreach (var roll in rolls) Directory.CreateDirectory(Path.Join(root, roll));
        foreach (var take in day.RawTakes)
        {
            WriteRaw(take, Path.Join(root, rolls[0], take.Clip), cancellationToken);
            progress(take.Clip);
        }

        foreach (var take in day.MovieTakes)
        {
            await WriteMovieAsync(take, Path.Join(root, rolls[1], take.Clip + ".mov"), cancellationToken).ConfigureAwait(false);
            progress(take.Clip);
        }

        foreach (var take in day.SoundTakes)
        {
            WriteSound(take, Path.Join(root, rolls[2], take.Clip + ".WAV"));
            progress(take.Clip);
        }

        DemoReports.Write(day, Path.Join(root, "Reports"));
        SetTimes(root);
        return [.. rolls.Select(roll => $"{DemoDay.Folder}/{roll}")];
    }

    /// <summary>When a clip was recorded, from its timecode: the cameras' clocks agree with it.</summary>
    internal static DateTime RecordedAt(DemoTake take) =>
        DemoDay.Date.ToDateTime(new TimeOnly(take.Start.Hours, take.Start.Minutes, take.Start.Seconds), DateTimeKind.Utc);

    private void WriteRaw(DemoTake take, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (width, height) = day.RawSize;
        var picture = new DemoPicture(take, width, height, day.Seed);
        var samples = new byte[width * height * 2];
        var writer = new DngWriter
        {
            Width = width,
            Height = height,
            Make = "Acetate",
            Model = "Demo Raw",
            Serial = "ACR-0001",
            Reel = take.Roll,
            CameraLabel = take.Camera,
            LensModel = "Demo Prime 32mm",
            Black = PixelConversion.Black,
            White = PixelConversion.White,
            Iso = 800,
            ShutterDenominator = 48,
            ColorMatrix = DemoSensor.ColorMatrix(),
            AsShotNeutral = [.. PixelConversion.NeutralThousandths],
            Date = RecordedAt(take).ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture),
        };
        for (var frame = 0; frame < take.Frames; frame++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PixelConversion.ToBayer(picture.Draw(frame), samples);
            using var file = new FileStream(Path.Join(folder, $"{take.Clip}_{frame:000000}.dng"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            writer.Write(file, take.At(frame), samples);
        }
    }

    private async Task WriteMovieAsync(DemoTake take, string path, CancellationToken cancellationToken)
    {
        var (width, height) = day.MovieSize;
        var scratch = path + ".scratch.wav";
        WriteWave(scratch, take, 2, "", "");
        try
        {
            var result = await new ChildProcess
            {
                Program = "ffmpeg",
                Arguments = DemoArguments.Movie(take, width, height, scratch, path),
                Reads = [scratch],
                Writes = [path],
                TimeLimit = TimeSpan.FromHours(1),
                OnLine = static _ => { },
                Input = FramesAsync,
            }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess) throw new IOException($"FFmpeg could not write '{path}': {result.Complaint}");
        }
        finally
        {
            File.Delete(scratch);
        }

        async Task FramesAsync(Stream input, CancellationToken token)
        {
            var picture = new DemoPicture(take, width, height, day.Seed);
            var bytes = new byte[width * height * 4];
            for (var frame = 0; frame < take.Frames; frame++)
            {
                PixelConversion.ToLogVideo(picture.Draw(frame), bytes);
                await input.WriteAsync(bytes, token).ConfigureAwait(false);
            }
        }
    }

    private void WriteSound(DemoTake take, string path) =>
        WriteWave(path, take, Tracks.Length, IXml(take, Path.GetFileName(path)),
            $"sSPEED=023.976-ND\r\nsSCENE={take.Scene}\r\nsTAKE={take.Take}\r\nsTAPE={take.Roll}\r\nsUBITS=20260102\r\n"
            + string.Concat(Tracks.Select((name, i) => $"sTRK{i + 1}={name}\r\n")));

    private void WriteWave(string path, DemoTake take, int channels, string ixml, string description)
    {
        var first = AudioSamples.FirstOf(take.Start.Frame, SampleRate, DemoDay.Rate);
        var frames = AudioSamples.FirstOf(take.Start.Frame + take.Frames, SampleRate, DemoDay.Rate) - first;
        var clap = AudioSamples.FirstOf(take.Clap.Frame, SampleRate, DemoDay.Rate) - first;
        var sound = new DemoSound(day.Seed, clap);
        var at = RecordedAt(take);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        new WaveWriter
        {
            Channels = channels,
            SampleRate = SampleRate,
            IXml = ixml,
            Bext = new()
            {
                Description = description,
                Originator = "Acetate demo recorder",
                OriginatorReference = $"ACDEMO{take.Roll}{take.Scene}{take.Take}",
                TimeReference = first,
                Date = at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Time = at.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                CodingHistory = $"A=PCM,F={SampleRate},W=24,M=multi,T={channels} Ch\r\n",
            },
        }.Write(file, frames, sound.At);
    }

    private static string IXml(DemoTake take, string name)
    {
        var reference = AudioSamples.FirstOf(take.Start.Frame, SampleRate, DemoDay.Rate);
        var tracks = new StringBuilder();
        for (var i = 0; i < Tracks.Length; i++)
            tracks.Append(CultureInfo.InvariantCulture,
                $"<TRACK><CHANNEL_INDEX>{i + 1}</CHANNEL_INDEX><INTERLEAVE_INDEX>{i + 1}</INTERLEAVE_INDEX><NAME>{Tracks[i]}</NAME></TRACK>");
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <BWFXML><IXML_VERSION>2.0</IXML_VERSION><PROJECT>ACETATE DEMO</PROJECT><SCENE>{take.Scene}</SCENE><TAKE>{take.Take}</TAKE><TAPE>{take.Roll}</TAPE>
            <CIRCLED>{(take.IsCircled ? "TRUE" : "FALSE")}</CIRCLED><FILE_UID>ACDEMO{take.Scene}{take.Take}</FILE_UID><UBITS>20260102</UBITS><NOTE></NOTE>
            <SPEED><MASTER_SPEED>24000/1001</MASTER_SPEED><CURRENT_SPEED>24000/1001</CURRENT_SPEED><TIMECODE_RATE>24000/1001</TIMECODE_RATE><TIMECODE_FLAG>NDF</TIMECODE_FLAG>
            <FILE_SAMPLE_RATE>48000</FILE_SAMPLE_RATE><AUDIO_BIT_DEPTH>24</AUDIO_BIT_DEPTH><DIGITIZER_SAMPLE_RATE>48000</DIGITIZER_SAMPLE_RATE>
            <TIMESTAMP_SAMPLE_RATE>48000</TIMESTAMP_SAMPLE_RATE><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>{reference >> 32}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>
            <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>{reference & uint.MaxValue}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>
            <HISTORY><ORIGINAL_FILENAME>{name}</ORIGINAL_FILENAME></HISTORY><FILE_SET><TOTAL_FILES>1</TOTAL_FILES><FAMILY_UID>ACDEMO{take.Scene}{take.Take}</FAMILY_UID></FILE_SET>
            <TRACK_LIST><TRACK_COUNT>{Tracks.Length}</TRACK_COUNT>{tracks}</TRACK_LIST></BWFXML>

            """.ReplaceLineEndings("\n");
    }

    /// <summary>Manifests record when files were changed: the same day must look the same whenever it is made.</summary>
    private static void SetTimes(string root)
    {
        var at = DemoDay.Date.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, at);
        foreach (var below in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories)) Directory.SetLastWriteTimeUtc(below, at);
    }
}
