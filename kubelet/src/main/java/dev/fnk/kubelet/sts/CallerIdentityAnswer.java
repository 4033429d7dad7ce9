package dev.fnk.kubelet.sts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** What STS says, in XML (https://docs.aws.amazon.com/STS/latest/APIReference). */
final class CallerIdentityAnswer {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  private CallerIdentityAnswer() {}

  /**
   * Who signed.
   *
   * @throws RefusedProofException somebody who is not the session of a role
   * @throws IOException this is not STS's answer
   */
  static RoleSession session(byte[] body) throws IOException, RefusedProofException {
    Element root = root(body);
    if (!NAMESPACE.equals(root.getNamespaceURI())
        || !"GetCallerIdentityResponse".equals(root.getLocalName())) {
      throw new IOException("STS's answer is not one of GetCallerIdentity");
    }
    Element result = child(root, "GetCallerIdentityResult");
    RoleSession session =
        RoleSession.parse(child(result, "Arn").getTextContent())
            .orElseThrow(() -> new RefusedProofException("it is not of a role's session"));
    if (!session.role().account().equals(child(result, "Account").getTextContent())) {
      throw new IOException("STS names two accounts");
    }
    return session;
  }

  /** The code of an error; empty: there is none. */
  static Optional<String> errorCode(byte[] body) {
    try {
      return Optional.of(child(child(root(body), "Error"), "Code").getTextContent())
          .filter(code -> code.matches("[A-Za-z.]{1,64}"));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Element root(byte[] body) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler()); // else it prints to stderr
      return builder.parse(new ByteArrayInputStream(body)).getDocumentElement();
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException("STS's answer is not XML", e);
    }
  }

  private static Element child(Element parent, String name) throws IOException {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && name.equals(element.getLocalName())) {
        found.add(element);
      }
    }
    if (found.size() != 1) {
      throw new IOException("STS's answer has not one " + name);
    }
    return found.getFirst();
  }
}
