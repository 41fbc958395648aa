using System.Globalization;
using System.Text;

namespace Acetate.Media.Demo;

/// <summary>The reports of the demo day: what camera and sound departments wrote down.</summary>
internal static class DemoReports
{
    public static void Write(DemoDay day, string folder)
    {
        Directory.CreateDirectory(folder);
        var date = DemoDay.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var camera = new StringBuilder("Date,Camera,Roll,Clip Name,Scene,Take,Start TC,Duration Frames,FPS,ISO,Lens,Circled,Notes\r\n");
        foreach (var (take, lens) in day.RawTakes.Select(take => (take, "32mm")).Concat(day.MovieTakes.Select(take => (take, "50mm"))))
            camera.Append(CultureInfo.InvariantCulture,
                $"{date},{take.Camera},{take.Roll},{take.Clip},{take.Scene},{take.Take},{take.Start},{take.Frames},23.976,800,{lens},{(take.IsCircled ? "Yes" : "No")},\r\n");
        File.WriteAllText(Path.Join(folder, "Camera_Report_Day01.csv"), camera.ToString());

        var sound = new StringBuilder("SOUND REPORT\r\nProject:,\"ACETATE DEMO\",Sound Mixer:,\"A. Demo\",Roll:,\"S001\"\r\n");
        sound.Append(CultureInfo.InvariantCulture, $"Date:,\"{date}\",Frame Rate:,\"23.976 ND\",Sample Rate:,\"48000\"\r\n\r\n");
        sound.Append("File Name,Channels,Tape,Scene,Take,Sample Rate,Frame Rate,Bit Depth,Start TC,Circled,Notes,T1,T2,T3,T4\r\n");
        foreach (var take in day.SoundTakes)
            sound.Append(CultureInfo.InvariantCulture,
                $"\"{take.Clip}.WAV\",4(POLY),\"{take.Roll}\",\"{take.Scene}\",\"{take.Take}\",48000,23.976 ND,24,{take.Start},{(take.IsCircled ? "Yes" : "")},\"\",\"MIX\",\"BOOM\",\"LAV1\",\"LAV2\"\r\n");
        File.WriteAllText(Path.Join(folder, "Sound_Report_Day01.csv"), sound.ToString());
    }
}
